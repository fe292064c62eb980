//! Reading a QR code off a page as a camera would: the SVG is drawn, and the picture decoded.

/// Pixels per module.
const SCALE: usize = 4;

/// The text of the QR code on a page.
pub fn read(page: &str) -> String {
    let svg = page.split("<svg").find(|svg| svg.contains("crispEdges")).unwrap_or_else(|| panic!("no QR code: {page}"));
    let side: usize = attribute(svg, "viewBox").split(' ').next_back().unwrap().parse().unwrap();
    let mut dark = vec![false; side * side];
    // A run of dark modules is drawn as `Mx yhNv1h-Nz`.
    for run in attribute(svg, "d").split('M').filter(|run| !run.is_empty()) {
        let (place, shape) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y, length): (usize, usize, usize) =
            (x.parse().unwrap(), y.parse().unwrap(), shape.split_once("v1").unwrap().0.parse().unwrap());
        dark[y * side + x..y * side + x + length].fill(true);
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_bitmap(side * SCALE, side * SCALE, |x, y| dark[y / SCALE * side + x / SCALE]);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one QR code is on the page");
    grids[0].decode().unwrap().1
}

fn attribute<'p>(svg: &'p str, name: &str) -> &'p str {
    svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_else(|| panic!("{name}: {svg}"))
}
