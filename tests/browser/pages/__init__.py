"""Pages: opened in tabs, waited for, measured, judged by axe, and photographed."""
