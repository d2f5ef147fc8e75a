//! What serving adds to a page, and the page that says what is wrong.

use kansa_core::text::Lang;

/// Asks for news while the tab is in front: a browser has few connections to one server for all of its tabs.
const SCRIPT: &str = r#"<script>
(() => {
  const mine = "VERSION";
  let asking = null;
  const ask = async () => {
    if (asking || document.hidden) return;
    asking = new AbortController();
    let wait = 0;
    try {
      const answer = await fetch("/_kansa/version?after=" + mine, {cache: "no-store", signal: asking.signal});
      const now = (await answer.text()).trim();
      if (answer.ok && now && now !== mine) return location.reload();
      if (!answer.ok) wait = 2000;
    } catch { wait = 2000; }
    asking = null;
    setTimeout(ask, wait);
  };
  document.addEventListener("visibilitychange", () => document.hidden ? asking?.abort() : ask());
  ask();
})();
</script>
"#;

/// A page that loads itself again when there is another version.
pub(super) fn live(page: &[u8], version: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let script = SCRIPT.replace("VERSION", version);
    let at = text.rfind("</body>").unwrap_or(text.len());
    let (before, after) = text.split_at(at);
    format!("{}{script}{after}", reachable(before)).into_bytes()
}

/// Lets the page's own policy, if it has one, allow to ask this server for news: of two policies both have to.
fn reachable(page: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    page.replacen(POLICY, &format!("{POLICY}connect-src 'self'; "), 1)
}

/// The page that stands in for another one until what is wrong is mended.
pub(super) fn trouble(text: &str, version: &str, lang: Lang) -> Vec<u8> {
    let (title, hint) = match lang {
        Lang::Ja => ("レポートを表示できない", "直して保存すると、このページは自動で読み込み直される。"),
        Lang::En => ("The report cannot be shown", "This page loads itself again once it is mended."),
    };
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>body{{margin:2rem;font-family:sans-serif}}pre{{overflow-x:auto;line-height:1.4}}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n<pre>{}</pre>\n<p>{hint}</p>\n</body>\n</html>\n",
        lang.as_str(),
        escape(text),
    );
    live(page.as_bytes(), version)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_of_the_page_lets_the_script_ask() {
        let page =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><body>a</body>";
        let live = String::from_utf8(live(page.as_bytes(), "v")).unwrap_or_default();
        assert!(live.contains("content=\"connect-src 'self'; default-src 'none'\""), "{live}");
        assert!(live.contains("const mine = \"v\"") && live.ends_with("</script>\n</body>"), "{live}");
    }

    #[test]
    fn what_is_wrong_is_text() {
        let page = String::from_utf8(trouble("<script>&", "v", Lang::En)).unwrap_or_default();
        assert!(page.contains("<pre>&lt;script&gt;&amp;</pre>"), "{page}");
    }
}
