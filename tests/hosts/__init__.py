"""Two CRMs as different as real ones are; every behaviour test runs under both."""
