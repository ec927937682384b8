"""From a business, what its customers ask and the law of a day to a handbook to adopt: what to take, and why."""
