"""The pages of the phones: each whole without JavaScript.

entrance    from an address to its page     phone_page   a poll as it stands
posted      a vote that comes by POST       floor        what the hall asks
preview     a page as the editor shows it   shell        what all of them have in common
speakers    who wants to speak
"""
