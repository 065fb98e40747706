"""The Twilio gateway: webhooks read, documents written, signatures checked. Its own words stay in here."""
