"""How mail that comes back reaches us: handed over by the mail server (LMTP), or fetched (Maildir, IMAP)."""
