"""x"""

SPEECH = None
