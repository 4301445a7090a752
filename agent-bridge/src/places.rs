//! Places that sites share: so many in all, for each site and for each origin, and some for whoever has none yet.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::origins::Origin;

/// The places, and who has one.
#[derive(Debug)]
pub(crate) struct Places {
    limits: Limits,
    taken: Mutex<HashMap<Origin, usize>>,
}

/// The number of places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) all: usize,
    /// Those of `all` that only a site without any gets.
    pub(crate) spare: usize,
    pub(crate) per_site: usize,
    pub(crate) per_origin: usize,
}

/// One place; it is free again when the value goes.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    origin: Origin,
}

impl Places {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, taken: Mutex::default() })
    }

    /// A place for the origin, if there is one for it.
    pub(crate) fn take(self: &Arc<Self>, origin: &Origin) -> Option<Place> {
        let mut taken = self.taken();
        let of = |wanted: &dyn Fn(&Origin) -> bool| {
            taken.iter().filter(|(known, _)| wanted(known)).map(|(_, count)| count).sum::<usize>()
        };
        let (all, own) = (of(&|_| true), of(&|known| known == origin));
        let of_site = of(&|known| known.site() == origin.site());
        let Limits { all: most, spare, per_site, per_origin } = self.limits;
        let open = if of_site == 0 { most } else { most.saturating_sub(spare) };
        if all >= open || of_site >= per_site || own >= per_origin {
            return None;
        }
        taken.insert(origin.clone(), own + 1);
        Some(Place { places: Arc::clone(self), origin: origin.clone() })
    }

    /// Nothing here is left half done by a panic.
    fn taken(&self) -> MutexGuard<'_, HashMap<Origin, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        match taken.get_mut(&self.origin) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.remove(&self.origin);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(places: &Arc<Places>, origin: &str) -> Option<Place> {
        places.take(&Origin::parse(origin).unwrap())
    }

    #[test]
    fn neither_an_origin_nor_its_subdomains_take_more_than_their_share() {
        let places = Places::new(Limits { all: 9, spare: 2, per_site: 4, per_origin: 2 });
        let pages = ["https://a.evil.example", "https://b.evil.example", "https://evil.example:8443"];
        let first = (0..3).map(|_| take(&places, pages[0])).collect::<Vec<_>>();
        assert_eq!(first.iter().flatten().count(), 2);
        let others = pages.iter().map(|page| take(&places, page)).collect::<Vec<_>>();
        assert_eq!(others.iter().flatten().count(), 2, "four of the site are taken");
        assert!(take(&places, "https://bank.example").is_some());
    }

    #[test]
    fn the_last_places_are_for_sites_that_have_none() {
        let places = Places::new(Limits { all: 4, spare: 2, per_site: 4, per_origin: 4 });
        let held = [take(&places, "https://a.example"), take(&places, "https://b.example")];
        assert!(held.iter().all(Option::is_some));
        assert!(take(&places, "https://a.example").is_none());
        let fresh = [take(&places, "https://c.example"), take(&places, "https://d.example")];
        assert!(fresh.iter().all(Option::is_some));
        assert!(take(&places, "https://e.example").is_none(), "there are no more");
        drop(fresh);
        assert!(take(&places, "https://e.example").is_some());
    }
}
