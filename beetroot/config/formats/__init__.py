"""How this house writes English dates."""
