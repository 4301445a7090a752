//! Modules, the arrows between them, and the rings that the arrows make.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The modules of one crate or folder and who uses whom.
#[derive(Debug, Default)]
pub struct Graph {
    modules: Vec<String>,
    arrows: BTreeMap<usize, BTreeMap<usize, BTreeSet<String>>>,
}

/// Modules that all reach each other.
#[derive(Debug)]
pub struct Ring {
    /// Every module of the ring, in alphabetical order.
    pub modules: Vec<String>,
    /// The shortest ways round, as `a → b → a`, each step with the names that tie it.
    pub rounds: Vec<Round>,
}

/// One way round: each step's module and the names it takes from the next step's module.
pub type Round = Vec<(String, Vec<String>)>;

impl Graph {
    /// A graph of these modules, without arrows.
    #[must_use]
    pub fn new(modules: Vec<String>) -> Self {
        Self { modules, arrows: BTreeMap::new() }
    }

    /// Number of modules.
    #[must_use]
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// True where there is no module at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// `user` takes `name` from `used`. A module's use of itself is no arrow.
    pub fn add(&mut self, user: usize, used: usize, name: &str) {
        if user != used {
            self.arrows.entry(user).or_default().entry(used).or_default().insert(name.to_owned());
        }
    }

    /// Rings, the largest first.
    #[must_use]
    pub fn rings(&self) -> Vec<Ring> {
        let reach: Vec<BTreeSet<usize>> = (0..self.len()).map(|module| self.reach(module)).collect();
        let reaches = |from: usize, to: usize| reach.get(from).is_some_and(|found| found.contains(&to));
        let mut left: BTreeSet<usize> = (0..self.len()).filter(|&module| reaches(module, module)).collect();
        let mut rings = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut members = BTreeSet::from([first]);
            members
                .extend(left.iter().copied().filter(|&other| reaches(first, other) && reaches(other, first)));
            left.retain(|module| !members.contains(module));
            rings.push(self.ring(&members));
        }
        rings.sort_by_key(|ring| std::cmp::Reverse(ring.modules.len()));
        rings
    }

    fn reach(&self, from: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(module) = open.pop() {
            open.extend(self.used_by(module).filter(|&next| found.insert(next)));
        }
        found
    }

    fn used_by(&self, module: usize) -> impl Iterator<Item = usize> + '_ {
        self.arrows.get(&module).into_iter().flat_map(|used| used.keys().copied())
    }

    fn ring(&self, members: &BTreeSet<usize>) -> Ring {
        let mut rounds = BTreeSet::new();
        for &user in members {
            for used in self.used_by(user).filter(|used| members.contains(used)) {
                rounds.extend(self.way(used, user, members).map(turned));
            }
        }
        let mut rounds: Vec<Vec<usize>> = rounds.into_iter().collect();
        rounds.sort_by_key(Vec::len);
        let mut modules: Vec<String> = members.iter().map(|&module| self.name(module)).collect();
        modules.sort();
        Ring { modules, rounds: rounds.iter().map(|round| self.named(round)).collect() }
    }

    /// The shortest way from `from` to `to` inside the ring; with the arrow back it is a round.
    fn way(&self, from: usize, to: usize, members: &BTreeSet<usize>) -> Option<Vec<usize>> {
        let mut ways = VecDeque::from([vec![from]]);
        let mut seen = BTreeSet::from([from]);
        while let Some(way) = ways.pop_front() {
            let &last = way.last()?;
            if last == to {
                return Some(way);
            }
            for next in self.used_by(last).filter(|next| members.contains(next)) {
                if seen.insert(next) {
                    ways.push_back(way.iter().copied().chain([next]).collect());
                }
            }
        }
        None
    }

    fn named(&self, round: &[usize]) -> Round {
        let next = round.iter().cycle().skip(1);
        round.iter().zip(next).map(|(&user, &used)| (self.name(user), self.names(user, used))).collect()
    }

    fn names(&self, user: usize, used: usize) -> Vec<String> {
        let names = self.arrows.get(&user).and_then(|arrows| arrows.get(&used));
        names.into_iter().flatten().cloned().collect()
    }

    fn name(&self, module: usize) -> String {
        self.modules.get(module).cloned().unwrap_or_default()
    }
}

/// The same round, begun at its first module: a round found from each of its arrows is listed once.
fn turned(mut round: Vec<usize>) -> Vec<usize> {
    let first = round.iter().enumerate().min_by_key(|(_, module)| **module).map_or(0, |(at, _)| at);
    round.rotate_left(first);
    round
}
