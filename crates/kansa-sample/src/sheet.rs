//! What a file says, before it has a format: blocks of text and tables.

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The name of its sheet.
    pub(crate) name: String,
    /// Its header.
    pub(crate) header: Vec<String>,
    /// Its rows, each as long as the header.
    pub(crate) rows: Vec<Vec<String>>,
    /// A row that is hidden where the format can do so.
    pub(crate) hidden: Option<usize>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading and its level, from 1.
    Heading(usize, String),
    /// A paragraph.
    Paragraph(String),
    /// An item of a list.
    Item(String),
    /// A table of the text itself: rows, the first of which is the header.
    Table(Vec<Vec<String>>),
}

/// The contents of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contents {
    /// Its text, above the table.
    pub(crate) text: Vec<Block>,
    /// Its table.
    pub(crate) table: Option<Table>,
    /// What stands below the table.
    pub(crate) closing: Vec<Block>,
    /// All of the file, where it is not made of text and table.
    pub(crate) raw: Option<String>,
}

impl Contents {
    /// Text and table as blocks in the order in which they stand.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = self.text.clone();
        if let Some(table) = &self.table {
            let rows = std::iter::once(&table.header).chain(&table.rows);
            blocks.push(Block::Table(rows.cloned().collect()));
        }
        blocks.extend(self.closing.iter().cloned());
        blocks
    }

    /// The first heading, if there is one.
    pub(crate) fn title(&self) -> Option<&str> {
        self.text.iter().find_map(|it| match it {
            Block::Heading(_, text) => Some(text.as_str()),
            Block::Paragraph(_) | Block::Item(_) | Block::Table(_) => None,
        })
    }
}

/// Reads the few signs of Markdown that recipes use: `#`, `-`, `|` and blank lines.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        let hashes = line.chars().take_while(|it| *it == '#').count();
        let was_open = std::mem::replace(&mut open, false);
        if line.is_empty() {
        } else if hashes > 0 {
            blocks.push(Block::Heading(hashes, line[hashes..].trim().to_owned()));
        } else if let Some(item) = line.strip_prefix("- ") {
            blocks.push(Block::Item(item.trim().to_owned()));
        } else if let Some(row) = line.strip_prefix('|') {
            let row = row.strip_suffix('|').unwrap_or(row);
            let cells: Vec<String> = row.split('|').map(|it| it.trim().to_owned()).collect();
            if cells.iter().all(|it| !it.is_empty() && it.chars().all(|it| it == '-' || it == ':')) {
                continue;
            }
            match blocks.last_mut() {
                Some(Block::Table(rows)) => rows.push(cells),
                _ => blocks.push(Block::Table(vec![cells])),
            }
        } else {
            open = true;
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if was_open => {
                    text.push('\n');
                    text.push_str(line);
                }
                _ => blocks.push(Block::Paragraph(line.to_owned())),
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signs_of_markdown_make_blocks() {
        let read = blocks("# 題\n\n一行目\n二行目\n\n- 項目\n| a | b |\n|---|---|\n| 1 |  |\n");
        let rows = vec![vec!["a".to_owned(), "b".to_owned()], vec!["1".to_owned(), String::new()]];
        assert_eq!(
            read,
            [
                Block::Heading(1, "題".to_owned()),
                Block::Paragraph("一行目\n二行目".to_owned()),
                Block::Item("項目".to_owned()),
                Block::Table(rows),
            ]
        );
    }
}
