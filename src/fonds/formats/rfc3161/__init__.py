"""RFC 3161 time-stamp tokens and the CMS messages that hold them."""
