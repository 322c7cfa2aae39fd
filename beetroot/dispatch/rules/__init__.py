"""What may happen to a delivery and to a sending, decided without a database."""
