use pdf_writer::types::StructRole;
use pdf_writer::{Chunk, Finish, Rect, Ref, TextStr};

use super::document::Refs;
use super::file::File;

/// What a piece of content is to somebody who hears the page instead of seeing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    H1,
    H2,
    H3,
    /// A paragraph, also a label with its value.
    P,
}

impl Tag {
    pub(super) const fn role(self) -> StructRole {
        match self {
            Self::H1 => StructRole::H1,
            Self::H2 => StructRole::H2,
            Self::H3 => StructRole::H3,
            Self::P => StructRole::P,
        }
    }
}

/// The structure tree while the document grows. The first element is the document itself.
pub(super) struct Tree {
    elements: Vec<Element>,
    /// The section that new elements go into.
    open: usize,
}

struct Element {
    role: StructRole,
    parent: usize,
    /// Elements inside this one; a leaf has a mark instead.
    children: Vec<usize>,
    mark: Option<Mark>,
    figure: Option<(String, Rect)>,
}

/// A marked piece of a page: the page and its number there.
#[derive(Clone, Copy)]
struct Mark {
    page: usize,
    id: i32,
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self {
            elements: Vec::new(),
            open: 0,
        };
        tree.elements.push(Element::new(StructRole::Document, 0));
        tree
    }

    /// Opens a section and returns the one to go back to with [`Self::close`].
    pub(super) fn open_section(&mut self) -> usize {
        let section = self.push(Element::new(StructRole::Sect, self.open));
        std::mem::replace(&mut self.open, section)
    }

    pub(super) fn close(&mut self, outer: usize) {
        self.open = outer;
    }

    /// Adds a leaf and returns the number of its mark on the page.
    pub(super) fn leaf(&mut self, role: StructRole, page: usize) -> i32 {
        let marks = self.marks_of(page).count();
        let id = i32::try_from(marks).unwrap_or(i32::MAX);
        let mark = Some(Mark { page, id });
        self.push(Element {
            mark,
            ..Element::new(role, self.open)
        });
        id
    }

    /// Adds a figure with its alternative text and its place on the page.
    pub(super) fn figure(&mut self, alternative: &str, place: Rect, page: usize) -> i32 {
        let id = self.leaf(StructRole::Figure, page);
        if let Some(last) = self.elements.last_mut() {
            last.figure = Some((alternative.to_owned(), place));
        }
        id
    }

    fn push(&mut self, element: Element) -> usize {
        let (index, parent) = (self.elements.len(), element.parent);
        self.elements.push(element);
        self.elements[parent].children.push(index);
        index
    }

    fn marks_of(&self, page: usize) -> impl Iterator<Item = usize> {
        let is_here = move |element: &Element| element.mark.is_some_and(|mark| mark.page == page);
        (0..self.elements.len()).filter(move |index| is_here(&self.elements[*index]))
    }

    /// Writes the tree and returns the reference of its root.
    pub(super) fn write(&self, file: &mut File, refs: &mut Refs, pages: &[Ref]) -> Ref {
        let root = refs.next();
        let elements: Vec<Ref> = self.elements.iter().map(|_| refs.next()).collect();
        let lists: Vec<Ref> = pages.iter().map(|_| refs.next()).collect();
        for (index, element) in self.elements.iter().enumerate() {
            let parent = if index == 0 {
                root
            } else {
                elements[element.parent]
            };
            let own = elements[index];
            file.object(own, |chunk| {
                element.write(chunk, own, parent, &elements, pages);
            });
        }
        for (page, list) in lists.iter().enumerate() {
            let marked = self.marks_of(page).map(|index| elements[index]);
            file.object(*list, |chunk| {
                chunk.indirect(*list).array().items(marked);
            });
        }
        file.object(root, |chunk| write_root(chunk, root, elements[0], &lists));
        root
    }
}

impl Element {
    const fn new(role: StructRole, parent: usize) -> Self {
        Self {
            role,
            parent,
            children: Vec::new(),
            mark: None,
            figure: None,
        }
    }

    fn write(&self, chunk: &mut Chunk, own: Ref, parent: Ref, elements: &[Ref], pages: &[Ref]) {
        let mut writer = chunk.struct_element(own);
        writer.kind(self.role).parent(parent);
        if let Some((alternative, place)) = &self.figure {
            writer.alt(TextStr(alternative));
            writer.attributes().push().layout().bbox(*place);
        }
        if let Some(mark) = self.mark {
            writer.page(pages[mark.page]);
            writer.children().marked_content_id(mark.id);
        } else {
            writer
                .children()
                .items(self.children.iter().map(|child| elements[*child]));
        }
    }
}

fn write_root(chunk: &mut Chunk, root: Ref, document: Ref, lists: &[Ref]) {
    let mut writer = chunk
        .indirect(root)
        .start::<pdf_writer::writers::StructTreeRoot>();
    writer.child(document);
    writer.parent_tree_next_key(i32::try_from(lists.len()).unwrap_or(i32::MAX));
    let mut tree = writer.parent_tree();
    let mut numbers = tree.nums();
    for (key, list) in (0..).zip(lists) {
        numbers.insert(key, *list);
    }
    numbers.finish();
}
