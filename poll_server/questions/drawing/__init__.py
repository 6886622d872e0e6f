"""How results are drawn, as Plotly figures made without a browser."""
