"""Her own page, the keeper's page, and reports of broken content security policies."""
