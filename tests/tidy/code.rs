//! Rust source taken apart just enough for the laws: code without comments and the insides of
//! literals, and the string literals by themselves.

/// A source whose comments and literals are blanked out, every line still at its place.
pub struct Source {
    pub code: String,
    pub strings: Vec<Literal>,
}

pub struct Literal {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
}

impl Source {
    pub fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            source: Self {
                code: String::with_capacity(text.len()),
                strings: Vec::new(),
            },
        };
        while scanner.at < scanner.chars.len() {
            scanner.step();
        }
        scanner.source
    }

    /// The lines of code with their numbers, up to the unit tests at the foot of the file.
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        product(&self.code)
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    }

    /// The string literals up to the unit tests.
    pub fn product_strings(&self) -> impl Iterator<Item = &Literal> {
        let last = self.product_lines().last().map_or(0, |(line, _)| line);
        self.strings
            .iter()
            .filter(move |literal| literal.line <= last)
    }
}

/// A source up to the unit tests at its foot, `#[cfg(test)] mod tests {`.
pub fn product(text: &str) -> &str {
    let opens_tests = |at: usize| {
        let mut lines = text[at..]
            .lines()
            .skip(1)
            .skip_while(|line| line.starts_with("#["));
        lines
            .next()
            .is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
    };
    let foot = text
        .match_indices("#[cfg(test)]")
        .find(|(at, _)| opens_tests(*at));
    &text[..foot.map_or(text.len(), |(at, _)| at)]
}

/// Where each function of `code` begins and how many lines it takes.
pub fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let starts_a_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let name: String = code[at + 3..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if starts_a_word
            && !name.is_empty()
            && let Some(length) = body_end(&code[at..])
        {
            let line = code[..at].matches('\n').count() + 1;
            found.push((line, name, code[at..at + length].matches('\n').count() + 1));
        }
    }
    found
}

/// Where the body of the function that begins `code` is closed; nothing for one without a body.
fn body_end(code: &str) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            ';' if round == 0 && curly == 0 => return None,
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    line: usize,
    source: Source,
}

impl Scanner {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character into the code as it is, or blanked.
    fn take(&mut self, blank: bool) -> char {
        let c = self.chars[self.at];
        self.at += 1;
        self.line += usize::from(c == '\n');
        self.source
            .code
            .push(if blank && c != '\n' { ' ' } else { c });
        c
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.take_line_comment(),
            ('/', '*') => self.take_block_comment(),
            ('"', _) => self.take_string(None),
            ('r', '"' | '#') if !self.in_a_word() => self.take_raw_string(),
            ('\'', '\\') => self.take_char(),
            ('\'', _) if self.peek(2) == '\'' => self.take_char(),
            _ => {
                self.take(false);
            }
        }
    }

    /// Whether the character before is part of an identifier; the `b` of `br"…"` is not.
    fn in_a_word(&self) -> bool {
        let before = |back: usize| self.at.checked_sub(back).map_or(' ', |at| self.chars[at]);
        let word = |c: char| c.is_alphanumeric() || c == '_';
        word(before(1)) && (before(1) != 'b' || word(before(2)))
    }

    fn take_line_comment(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.take(true);
        }
    }

    fn take_block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            let change = match (self.peek(0), self.peek(1)) {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            self.take(true);
            if change != 0 {
                self.take(true);
                depth += change;
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn take_char(&mut self) {
        self.take(false);
        while self.at < self.chars.len() {
            if self.peek(0) == '\\' {
                self.take(true);
            } else if self.peek(0) == '\'' {
                self.take(false);
                return;
            }
            self.take(true);
        }
    }

    fn take_raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(1 + hashes) == '#' {
            hashes += 1;
        }
        let is_string = self.peek(1 + hashes) == '"';
        for _ in 0..=hashes {
            self.take(false);
        }
        if is_string {
            self.take_string(Some(hashes));
        }
    }

    /// A string from its opening quote; `raw` has the number of hashes that close it.
    fn take_string(&mut self, raw: Option<usize>) {
        let mut literal = Literal {
            line: self.line,
            text: String::new(),
        };
        self.take(false);
        while self.at < self.chars.len() {
            let hashes = raw.unwrap_or(0);
            if self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                self.take(false);
                break;
            }
            if raw.is_none() && self.peek(0) == '\\' {
                literal.text.push(self.take(true));
            }
            if self.at < self.chars.len() {
                literal.text.push(self.take(true));
            }
        }
        self.source.strings.push(literal);
    }
}

#[test]
fn comments_and_literals_are_blanked_and_lines_stay() {
    let text = "let a = \"x // {\\\"\"; // fn no\n/* { /* } */ */ let b = '{'; let c: &'a str = r#\"}\"\"#;\nfn d() {}";
    let source = Source::of(text);
    assert_eq!(source.code.lines().count(), 3);
    assert!(!source.code.contains("no") && source.code.contains("&'a str"));
    assert_eq!(source.code.matches(['{', '}']).count(), 2);
    let strings: Vec<_> = source
        .strings
        .iter()
        .map(|s| (s.line, s.text.as_str()))
        .collect();
    assert_eq!(strings, [(1, "x // {\\\""), (2, "}\"")]);
}

#[test]
fn functions_are_found_with_their_length() {
    let code =
        "trait T { fn a(&self);\n  fn b() -> [u8; 2] {\n    [0, 0]\n  }\n}\nlet f: fn(u8) = x;\n";
    assert_eq!(functions(code), [(2, "b".to_owned(), 3)]);
}

#[test]
fn the_product_ends_where_the_unit_tests_begin() {
    let text = "a\n#[cfg(test)]\nmod samples;\nb\n#[cfg(test)]\n#[expect(x)]\nmod tests {\nc";
    assert_eq!(product(text), "a\n#[cfg(test)]\nmod samples;\nb\n");
}
