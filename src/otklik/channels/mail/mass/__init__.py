"""Mail to very many: compiled letters, DKIM, a pipelined SMTP client, pacing, signed links.

It knows mails, servers and recipients' domains; who is written to and why is decided above it.
"""
