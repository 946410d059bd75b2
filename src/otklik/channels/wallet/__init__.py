"""Apple Wallet: the certificate a company's passes are signed by, and the file a phone takes for a card."""
