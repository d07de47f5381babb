"""预警 four-colour warnings: drafted, approved, published, adjusted, lifted."""
