//! Declares records and keywords once, for decoder and schema alike.

/// A struct whose fields are the keys of a mapping: decoded strictly, described by its JSON Schema.
///
/// A field of type `Option<_>` may be left out; every other one is required.
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        #[derive(Debug, Clone, ::schemars::JsonSchema)]
        $(#[$meta])*
        #[schemars(deny_unknown_fields)]
        $vis struct $name {
            $($(#[$field_meta])* pub(crate) $field: $type,)*
        }

        impl $crate::yaml::Decode for $name {
            fn decode(
                node: &$crate::yaml::Node,
                decoder: &mut $crate::yaml::Decoder<'_>,
            ) -> Option<Self> {
                let fields = decoder.fields(node, &[$($crate::yaml::key(stringify!($field)),)*])?;
                // Every field is decoded before any of them may end the record, so that all problems are reported.
                $(let $field = fields.take::<$type>(decoder, $crate::yaml::key(stringify!($field)));)*
                Some(Self { $($field: $field?,)* })
            }
        }
    };
}

/// An enum of words: `as_str`, decoder and schema from one list.
macro_rules! keywords {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// All of them, in order.
            $vis const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As it is written in files and outputs.
            $vis fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::yaml::Decode for $name {
            fn decode(
                node: &$crate::yaml::Node,
                decoder: &mut $crate::yaml::Decoder<'_>,
            ) -> Option<Self> {
                $crate::yaml::decode_named(node, decoder, Self::ALL, Self::as_str)
            }
        }

        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "enum": [$($text,)*] })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use {keywords, record};
