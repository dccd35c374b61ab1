"""What is right about leases: values in, values out. Rent, bills, payments, late fees, the ladder of arrears."""
