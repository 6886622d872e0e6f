"""HTML as words."""

from poll_server.drafts.exchange.plain import plain


def test_words_of_html() -> None:
    html = "<p>A&nbsp;&amp; <b>B</b></p><ul><li>one<li>two</ul><script>alert(1)</script><img src=x>"
    assert plain(html) == ("A\u00a0& B\none\ntwo", True)
    assert plain("2 < 3 & 4 > 1") == ("2 < 3 & 4 > 1", False)
    assert plain("<b>literally</b>", html=False) == ("<b>literally</b>", False)
    assert plain("<scr") == ("<scr", False)
