"""The processes that listen: HJ 212 over TCP, MQTT. They carry no Django and keep nothing but the store."""
