#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace glassgpt {

/// A value of an option: a truth value, a number, a seed, or the name of one of several.
using OptionValue = std::variant<bool, int, double, std::uint64_t, std::string_view>;

/// Names of an enumeration's values 0, 1, 2, …, to be given beside the enumeration.
template <typename Enum>
inline constexpr std::array<std::string_view, 0> kNames = {};

/// The name of an enumeration's value.
template <typename Enum>
constexpr std::string_view name_of(Enum value) {
  return kNames<Enum>[static_cast<std::size_t>(value)];
}

/// The largest seed that people may choose: up to here JavaScript counts exactly.
inline constexpr double kMostSeed = 9007199254740991;

/// What is to be known of an option, whatever it is an option of.
struct OptionFacts {
  std::string_view name = {};  ///< in model files and logs; in JavaScript the same in camel case
  std::string_view flag = {};  ///< without its dashes; of a truth value without `choices`, what says no
  std::string_view help = {};  ///< what it is, as --help has it
  double least = 0;            ///< of a number, from here on people may choose it: on the command line and the page,
  double most = 0;             ///< up to here
  double valid_from = 0;       ///< of a number, from here on it can be reckoned with, as a file may want,
  double valid_below = std::numeric_limits<double>::infinity();  ///< below here
  std::span<const std::string_view> choices = {};  ///< names of its values; of a truth value, of true and of false
  bool by_recipe = false;                          ///< whether a recipe chooses it where nobody does
  bool may_be_absent = false;  ///< whether files and messages do without it where it has its default
};

/// An option of a struct: what is to be known of it, and the way to its value. Its default is that of a new struct.
template <typename Options>
struct Option : OptionFacts {
  OptionValue (*get)(const Options& options);
  void (*set)(Options& options, const OptionValue& value);  ///< of the type that get() gives, and one of its choices

  /// Of a new struct.
  [[nodiscard]] OptionValue fallback() const { return get(Options()); }
};

namespace detail {

template <typename Owner, typename Member>
Owner owner_of(Member Owner::*member);

template <auto Member>
using OwnerOf = decltype(owner_of(Member));

template <auto First, auto... Rest>
OptionValue get_option(const OwnerOf<First>& options) {
  const auto& value = ((options.*First).*....*Rest);
  if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>) {
    return name_of(value);
  } else {
    return value;
  }
}

template <auto First, auto... Rest>
void set_option(OwnerOf<First>& options, const OptionValue& value) {
  auto& member = ((options.*First).*....*Rest);
  using Member = std::remove_reference_t<decltype(member)>;
  if constexpr (std::is_enum_v<Member>) {
    const auto& names = kNames<Member>;
    const auto found = std::find(names.begin(), names.end(), std::get<std::string_view>(value));
    member = static_cast<Member>(found - names.begin());
  } else {
    member = std::get<Member>(value);
  }
}

}  // namespace detail

/// The option that these members lead to: one of the struct, or one of it and one of that.
template <auto First, auto... Rest>
constexpr auto option(std::string_view name, std::string_view flag, std::string_view help, OptionFacts facts = {}) {
  facts.name = name;
  facts.flag = flag;
  facts.help = help;
  using Options = detail::OwnerOf<First>;
  using Member = std::remove_cvref_t<decltype(((std::declval<Options&>().*First).*....*Rest))>;
  if constexpr (std::is_enum_v<Member>) {
    static_assert(!kNames<Member>.empty(), "the enumeration needs kNames");
    facts.choices = kNames<Member>;
  }
  return Option<Options>{facts, &detail::get_option<First, Rest...>, &detail::set_option<First, Rest...>};
}

/// The option of that name, which the table has.
template <typename Options, std::size_t N>
constexpr const Option<Options>& option_named(const Option<Options> (&table)[N], std::string_view name) {
  std::size_t i = 0;
  while (table[i].name != name) ++i;
  return table[i];
}

/// The choice of that name. @throws Error if there is none, with `where` as the place
std::string_view choice_named(const OptionFacts& facts, std::string_view name, std::string_view where);

/// Throws Error if a number is not one that people may choose.
/// @param where  what the error names as the place
/// @param prefix  of the option's name
void check_limits(const OptionFacts& facts, const OptionValue& value, std::string_view where,
                  std::string_view prefix = {});

/// Likewise all options of a table.
template <typename Options, std::size_t N>
void check_limits(const Option<Options> (&table)[N], const Options& options, std::string_view where,
                  std::string_view prefix = {}) {
  for (const Option<Options>& option : table) check_limits(option, option.get(options), where, prefix);
}

}  // namespace glassgpt
