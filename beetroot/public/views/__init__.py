"""Doors for readers: sign-up, the links in our mails, situation pages, and what is said when something is not there."""
