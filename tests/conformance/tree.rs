//! A request taken apart, so that it can be spoilt at any place.

/// An element whose texts are written as they are: a text may hold markup.
#[derive(Clone, Debug)]
pub struct Node {
    pub name: String,
    /// Written after the name: ` a="1"`.
    pub attributes: String,
    /// Written before the first child, or as the content.
    pub text: String,
    pub children: Vec<Node>,
}

/// Where a node stands: the number of the child at each level.
pub type Path = Vec<usize>;

impl Node {
    pub fn leaf(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: String::new(),
            text: text.to_owned(),
            children: Vec::new(),
        }
    }

    pub fn of(name: &str, children: Vec<Self>) -> Self {
        Self {
            children,
            ..Self::leaf(name, "")
        }
    }

    pub fn to_xml(&self) -> String {
        let inside: String = self.children.iter().map(Self::to_xml).collect();
        let (name, attributes, text) = (&self.name, &self.attributes, &self.text);
        format!("<{name}{attributes}>{text}{inside}</{name}>")
    }

    /// The paths of all nodes below this one.
    pub fn paths(&self) -> Vec<Path> {
        let below = |(number, child): (usize, &Self)| {
            let deeper = child.paths().into_iter();
            let deeper = deeper.map(move |rest| [vec![number], rest].concat());
            std::iter::once(vec![number]).chain(deeper)
        };
        self.children.iter().enumerate().flat_map(below).collect()
    }

    pub fn at(&self, path: &[usize]) -> &Self {
        path.iter()
            .fold(self, |node, number| &node.children[*number])
    }

    /// A copy in which the node at `path` is changed.
    pub fn with(&self, path: &[usize], change: impl FnOnce(&mut Self)) -> Self {
        let mut copy = self.clone();
        let node = path
            .iter()
            .fold(&mut copy, |node, number| &mut node.children[*number]);
        change(node);
        copy
    }

    /// A copy in which the list that holds the node at `path` is changed, given its place there.
    pub fn with_siblings(
        &self,
        path: &[usize],
        change: impl FnOnce(&mut Vec<Self>, usize),
    ) -> Self {
        let (last, parent) = path.split_last().unwrap();
        self.with(parent, |node| change(&mut node.children, *last))
    }
}
