"""One answer's evidence: guest and verification are asked, put to the same challenge, and compared."""
