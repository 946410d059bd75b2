"""What Meta's messengers share: the Graph API, signed webhooks, and the conversation shapes of Pages and accounts."""
