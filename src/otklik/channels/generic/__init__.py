"""What the HTTP channel speaks: signatures of Standard Webhooks, events as JSON."""
