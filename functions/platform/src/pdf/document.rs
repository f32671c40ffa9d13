use std::fmt::Write as _;

use pdf_writer::types::StructRole;
use pdf_writer::writers::{Catalog, DocumentInfo, Resources};
use pdf_writer::{Content, Filter, Name, Rect, Ref, Settings, TextStr};

use super::canvas::Canvas;
use super::embed::Fonts;
use super::file::File;
use super::picture::Picture;
use super::tags::{Tag, Tree};
use super::{Area, Color};

const LANGUAGE: &str = "it-IT";
const PRODUCER: &str = "Sportello";
/// A page is written in half the time of zlib's usual 6, and takes a tenth more.
const DEFLATE_LEVEL: u8 = 1;
/// For what is compressed once in a process.
const DEFLATE_LEVEL_ONCE: u8 = 9;

/// What the file says about itself; viewers show the title in their window.
#[derive(Debug, Clone, Copy)]
pub struct Info<'a> {
    pub title: &'a str,
    pub author: &'a str,
    pub subject: &'a str,
}

/// A document under construction. See the [module](super) for an example.
pub struct Document {
    title: String,
    author: String,
    subject: String,
    pages: Vec<Page>,
    tree: Tree,
    fonts: Fonts,
    pictures: Vec<Picture>,
}

/// A page under construction.
pub(super) struct Page {
    pub size: (f32, f32),
    pub content: Content,
    /// The colour that the content filled with last.
    pub fill: Option<Color>,
    pub stroke: Option<Color>,
}

impl Document {
    pub fn new(info: Info) -> Self {
        Self {
            title: info.title.to_owned(),
            author: info.author.to_owned(),
            subject: info.subject.to_owned(),
            pages: Vec::new(),
            tree: Tree::new(),
            fonts: Fonts::default(),
            pictures: Vec::new(),
        }
    }

    /// Starts a page; what follows is drawn on it.
    pub fn add_page(&mut self, size: (f32, f32)) {
        let content = Content::with_settings(Settings { pretty: false });
        self.pages.push(Page {
            size,
            content,
            fill: None,
            stroke: None,
        });
    }

    /// Groups what `draw` adds: a module of the page with its heading.
    pub fn section<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.tree.open_section();
        let result = draw(self);
        self.tree.close(outer);
        result
    }

    /// A heading or a paragraph.
    pub fn tag<T>(&mut self, tag: Tag, draw: impl FnOnce(&mut Canvas) -> T) -> T {
        let page = self.page_index();
        let mark = self.tree.leaf(tag.role(), page);
        self.marked(tag.role(), mark, draw)
    }

    /// A picture, mark or code; `alternative` says in words what `area` shows.
    pub fn figure<T>(
        &mut self,
        alternative: &str,
        area: Area,
        draw: impl FnOnce(&mut Canvas) -> T,
    ) -> T {
        let page = self.page_index();
        let height = self.page().size.1;
        let (right, bottom) = (area.x + area.width, height - area.y - area.height);
        let place = Rect::new(area.x, bottom, right, height - area.y);
        let mark = self.tree.figure(alternative, place, page);
        self.marked(StructRole::Figure, mark, draw)
    }

    /// Decoration: grounds, rules, icons that only repeat what the text says.
    pub fn artifact<T>(&mut self, draw: impl FnOnce(&mut Canvas) -> T) -> T {
        self.page().content.begin_marked_content(Name(b"Artifact"));
        let result = draw(&mut self.canvas());
        self.page().content.end_marked_content();
        result
    }

    fn marked<T>(&mut self, role: StructRole, mark: i32, draw: impl FnOnce(&mut Canvas) -> T) -> T {
        let content = &mut self.page().content;
        content
            .begin_marked_content_with_properties(role.to_name())
            .properties()
            .identify(mark);
        let result = draw(&mut self.canvas());
        self.page().content.end_marked_content();
        result
    }

    fn page_index(&mut self) -> usize {
        self.page();
        self.pages.len() - 1
    }

    /// The page in work; a document that forgot to add one gets an A4.
    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.add_page(super::A4);
        }
        self.pages.last_mut().expect("a page was just added")
    }

    fn canvas(&mut self) -> Canvas<'_> {
        self.page();
        let page = self.pages.last_mut().expect("a page was just added");
        Canvas {
            page,
            fonts: &mut self.fonts,
            pictures: &mut self.pictures,
        }
    }

    /// The file.
    pub fn finish(mut self) -> Vec<u8> {
        self.page();
        let mut file = File::new();
        let mut refs = Refs::default();
        let [catalog, page_tree, info, metadata] = refs.many();
        let page_refs: Vec<Ref> = self.pages.iter().map(|_| refs.next()).collect();
        let resources = self.write_resources(&mut file, &mut refs);
        for (index, page) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            let content = refs.next();
            let refs = [page_refs[index], page_tree, content, resources];
            write_page(&mut file, page, index, refs);
        }
        let count = i32::try_from(page_refs.len()).unwrap_or(i32::MAX);
        file.object(page_tree, |chunk| {
            let mut pages = chunk.pages(page_tree);
            pages.kids(page_refs.iter().copied()).count(count);
        });
        let tree = self.tree.write(&mut file, &mut refs, &page_refs);
        self.write_metadata(&mut file, info, metadata);
        write_catalog(&mut file, [catalog, page_tree, tree, metadata]);
        file.finish(refs, catalog, info)
    }

    /// One dictionary of fonts and pictures for all pages.
    fn write_resources(&self, file: &mut File, refs: &mut Refs) -> Ref {
        let fonts = self.fonts.write(file, refs);
        let pictures: Vec<Ref> = self.pictures.iter().map(|p| p.write(file, refs)).collect();
        let own = refs.next();
        file.object(own, |chunk| {
            let mut resources = chunk.indirect(own).start::<Resources>();
            let fonts = fonts
                .iter()
                .map(|(face, font)| (Fonts::resource(*face), *font));
            resources.fonts().pairs(fonts);
            let mut objects = resources.x_objects();
            for (index, picture) in pictures.iter().enumerate() {
                objects.pair(Name(Picture::resource(index).as_bytes()), *picture);
            }
        });
        own
    }

    fn write_metadata(&self, file: &mut File, info: Ref, metadata: Ref) {
        file.object(info, |chunk| {
            let mut writer = chunk.indirect(info).start::<DocumentInfo>();
            writer
                .title(TextStr(&self.title))
                .author(TextStr(&self.author))
                .subject(TextStr(&self.subject))
                .producer(TextStr(PRODUCER));
        });
        let xmp = xmp(&self.title, &self.author);
        file.stream(metadata, |chunk| {
            chunk.metadata(metadata, xmp.as_bytes());
        });
    }
}

fn write_page(file: &mut File, page: Page, index: usize, refs: [Ref; 4]) {
    let [own, parent, content, resources] = refs;
    file.object(own, |chunk| {
        let mut writer = chunk.page(own);
        writer
            .media_box(Rect::new(0.0, 0.0, page.size.0, page.size.1))
            .parent(parent);
        writer
            .contents(content)
            .struct_parents(i32::try_from(index).unwrap_or(i32::MAX));
        writer.tab_order(pdf_writer::types::TabOrder::StructureOrder);
        writer.pair(Name(b"Resources"), resources);
    });
    let drawn = deflate(&page.content.finish());
    file.stream(content, |chunk| {
        chunk.stream(content, &drawn).filter(Filter::FlateDecode);
    });
}

fn write_catalog(file: &mut File, refs: [Ref; 4]) {
    let [own, pages, tree, metadata] = refs;
    file.object(own, |chunk| {
        let mut catalog = chunk.indirect(own).start::<Catalog>();
        catalog
            .pages(pages)
            .metadata(metadata)
            .lang(TextStr(LANGUAGE));
        catalog.mark_info().marked(true);
        catalog.viewer_preferences().display_doc_title(true);
        catalog.pair(Name(b"StructTreeRoot"), tree);
    });
}

/// Title, author and language once more, in the form that archives read.
fn xmp(title: &str, author: &str) -> String {
    let (title, author) = (xml_escape(title), xml_escape(author));
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\
         <dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}

fn xml_escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '&' | '<' | '>' => write!(escaped, "&#{};", character as u32).unwrap_or_default(),
            _ if character.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
        escaped
    })
}

/// The numbers of the objects, handed out in order.
#[derive(Default)]
pub(super) struct Refs(i32);

impl Refs {
    pub(super) fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }

    pub(super) fn many<const N: usize>(&mut self) -> [Ref; N] {
        std::array::from_fn(|_| self.next())
    }
}

/// The same bytes on every machine, unlike compressors that choose by the processor.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, DEFLATE_LEVEL)
}

/// The same, smaller and slower.
pub(super) fn deflate_once(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, DEFLATE_LEVEL_ONCE)
}
