"""x"""

NUMBERS = None
