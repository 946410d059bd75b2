"""What the provider of Odnoklassniki is made of: asking its Graph API, reading its events, catching up on them."""
