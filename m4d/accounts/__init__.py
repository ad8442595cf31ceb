"""Who somebody is to the network: sign-in, second factor, sessions, consent, roles and personal data."""
