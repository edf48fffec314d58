// What people are told, as text and as its parts.

#include "core/base/message.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/text/dataset.h"

namespace glassgpt {
namespace {

constexpr Words kShelf = {"shelf", R"({what} stand on shelf {n}: {"as": "{what}"})"};
constexpr Words kPlural = {"plural", "many {what}"};

TEST(Message, PutsItsValuesIntoItsWords) {
  const Message shelf(kShelf, {{"what", Message(kPlural, {{"what", "books"}})}, {"n", 3}});
  EXPECT_EQ(shelf.text(), R"(many books stand on shelf 3: {"as": "many books"})");
  EXPECT_EQ(shelf.code(), "shelf");
  ASSERT_EQ(shelf.values().size(), 2U);
  EXPECT_EQ(shelf.values()[0].messages.at(0).code(), "plural");
  EXPECT_EQ(shelf.values()[1].number, 3.0);
}

TEST(Message, ListsSeveral) {
  const auto told = [](std::vector<Message> list) { return Message(kPlural, {{"what", std::move(list)}}).text(); };
  EXPECT_EQ(told({"a"}), "many a");
  EXPECT_EQ(told({"a", "b"}), "many a and b");
  EXPECT_EQ(told({"a", "b", "c"}), "many a, b and c");
}

TEST(Message, IsATextAsItIsToo) {
  const Message name("a {what}.txt");
  EXPECT_EQ(name.text(), "a {what}.txt");
  EXPECT_EQ(name.code(), "");
}

TEST(Message, ErrorsTellWhatTheyAreMadeOf) {
  try {
    read_dataset("chats.json", R"([{"prompt": "a", "answer": 1}])");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 R"(chats.json, record 1: expected a string as "answer", found a number; write it in double quotes)");
    const auto& [where, what, remedy] = error.parts();
    EXPECT_EQ(where.code(), "at_record");
    EXPECT_EQ(where.values().at(0).messages.at(0).text(), "chats.json");
    EXPECT_EQ(where.values().at(1).number, 1.0);
    EXPECT_EQ(what.code(), "expected_string_as");
    EXPECT_EQ(what.values().at(1).messages.at(0).code(), "a_number");
    EXPECT_EQ(remedy.code(), "quote_string");
  }
}

}  // namespace
}  // namespace glassgpt
