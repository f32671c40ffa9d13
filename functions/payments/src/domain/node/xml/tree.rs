//! A document that has been read.

/// A name with its namespace; nothing for a name without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub namespace: Option<String>,
    pub local: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: Name,
    pub value: String,
}

/// An element: declarations of namespaces are not among its attributes, comments are nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub name: Name,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Element>,
    /// All character data directly inside, put together.
    pub text: String,
    /// Whether some of the text stood in a CDATA section.
    pub cdata: bool,
}

impl Name {
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.namespace.as_deref() == Some(namespace) && self.local == local
    }
}

impl Element {
    /// The first child with this name, whatever its namespace.
    pub fn child(&self, local: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.local == local)
    }

    /// The text at the end of a path of names.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        let end = path
            .iter()
            .try_fold(self, |element, name| element.child(name))?;
        Some(&end.text)
    }

    /// The value of an attribute.
    pub fn attribute(&self, namespace: &str, local: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|attribute| attribute.name.is(namespace, local))
            .map(|attribute| attribute.value.as_str())
    }
}
