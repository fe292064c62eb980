//! Ids. Random: they reveal nothing and cannot be guessed.

/// Defines an id type: a random UUID. Its stored and displayed form is text.
#[macro_export]
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::uuid::Uuid);

        impl $name {
            /// Generates a random id.
            pub fn random(random: &dyn $crate::domain::random::Random) -> Self {
                Self(random.uuid())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::uuid::Uuid::parse_str(text).map(Self)
            }
        }
    };
}
