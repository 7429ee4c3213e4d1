"""From files to posts: which there are, and what headers, titles and names say of them."""
