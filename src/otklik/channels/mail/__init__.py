"""Reusable mail machinery: lenient reading, composing, an IMAP client and an SMTP sender. Knows no domain words."""
