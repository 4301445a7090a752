//! The table of all crates and, below it, each ring with the ways round it.

use std::fmt::Write;

use crate::{
    graph::{Ring, Round},
    project::Project,
};

/// The report, and the number of rings.
#[must_use]
pub fn report(projects: &[Project]) -> (String, usize) {
    let found: Vec<(&Project, Vec<Ring>)> =
        projects.iter().map(|project| (project, project.graph.rings())).collect();
    let mut text = format!("{:<36} {:>7}  rings\n", "", "modules");
    for (project, rings) in &found {
        let _ = writeln!(text, "{:<36} {:>7}  {}", project.name, project.graph.len(), sizes(rings));
    }
    for (project, rings) in &found {
        for ring in rings {
            let _ = write!(
                text,
                "\n{}: a ring of {}: {}\n",
                project.name,
                ring.modules.len(),
                ring.modules.join(", ")
            );
            rounds(&mut text, &ring.rounds);
        }
    }
    (text, found.iter().map(|(_, rings)| rings.len()).sum())
}

fn sizes(rings: &[Ring]) -> String {
    if rings.is_empty() {
        return "–".to_owned();
    }
    rings.iter().map(|ring| ring.modules.len().to_string()).collect::<Vec<_>>().join(" + ")
}

fn rounds(text: &mut String, rounds: &[Round]) {
    for round in rounds.iter().take(SHOWN) {
        let steps: Vec<String> =
            round.iter().map(|(module, names)| format!("{module} →({}) ", list(names))).collect();
        let first = round.first().map_or("", |(module, _)| module);
        let _ = writeln!(text, "  {}{first}", steps.concat());
    }
    if let Some(more @ 1..) = rounds.len().checked_sub(SHOWN) {
        let _ = writeln!(text, "  … and {more} more ways round");
    }
}

fn list(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMES { format!("{shown}, …") } else { shown }
}

/// More ways round one ring than anybody reads.
const SHOWN: usize = 40;
const NAMES: usize = 6;
