"""Pictures: values in, PNG out. It knows neither the programme nor whom they are for."""
