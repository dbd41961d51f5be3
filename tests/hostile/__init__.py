"""Sources that mean harm, machines that fail: what they cannot do."""
