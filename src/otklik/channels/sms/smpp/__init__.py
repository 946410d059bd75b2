"""SMPP 3.4, the protocol of SMS centres, as far as a sender of messages needs it (docs/adr/0026)."""
