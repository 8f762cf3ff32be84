"""The proof that checks are sharp: from each spec, wrong and right ways of writing it, judged by the whole pipeline."""
