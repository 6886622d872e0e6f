"""Who an organiser is: vouched for by a provider, or by a second factor beside the password."""
