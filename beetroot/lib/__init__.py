"""Plain helpers, one subject a file; knows neither Django nor the other rooms."""
