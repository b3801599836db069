"""Why a claim is wrong: slips and causes."""
