"""Messages to people: an outbox, the channels, the sender."""
