#include "core/text/dataset.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/datasets.h"

namespace glassgpt {
namespace {

using namespace std::literals;

using testing::reading_error;
using testing::Texts;

Texts read_texts(std::string_view name, std::string_view bytes) {
  return testing::texts_of(read_dataset(name, bytes));
}

// Examples -----------------------------------------------------------------------------------------------------------

TEST(Example, EndsInTheEndToken) {
  const auto training_text = [](std::string text) {
    Example example;
    example.text = std::move(text);
    return example.training_text();
  };
  EXPECT_EQ(training_text("The Moon is round."), "The Moon is round. </s>");
  EXPECT_EQ(training_text("The Moon is round. </s>"), "The Moon is round. </s>");
  EXPECT_EQ(training_text("The Moon is round.\t</s> \n"), "The Moon is round.\t</s> \n");
  EXPECT_EQ(training_text("The Moon is round.</s>"), "The Moon is round.</s> </s>");  // not a token of its own there
  EXPECT_EQ(training_text("</s>"), "</s>");
}

TEST(Example, WritesPromptAndAnswer) {
  Example example;
  example.prompt = "How far is it?";
  example.answer = "Very far.";
  example.is_chat = true;
  EXPECT_EQ(example.training_text(), "User: How far is it? Assistant: Very far. </s>");
  example.answer = "Very far. </s>";
  EXPECT_EQ(example.training_text(), "User: How far is it? Assistant: Very far. </s>");
  EXPECT_EQ(chat_prompt("How far is it?"), "User: How far is it? Assistant:");
}

// What the formats have in common ------------------------------------------------------------------------------------

TEST(Dataset, ChoosesTheFormatByContentAndName) {
  EXPECT_EQ(read_texts("a.json", R"(["x"])"), Texts{"x"});
  EXPECT_EQ(read_texts("A.JSON", R"(["x"])"), Texts{"x"});
  EXPECT_EQ(read_texts("a.Csv", R"("x")"), Texts{"x"});
  EXPECT_EQ(read_texts("a.txt", R"("x")"), Texts{R"("x")"});
  EXPECT_EQ(read_texts("json", R"( [ "x"])"), Texts{"x"});
  EXPECT_EQ(read_texts("a.txt", R"({"prompt": "q", "answer": "a"})"), Texts{"q => a"});
  EXPECT_EQ(read_texts("a.txt", "prompt,answer\nq,a\n"), Texts{"q => a"});
  EXPECT_EQ(read_texts("", "x"), Texts{"x"});
  EXPECT_EQ(read_dataset("a.txt", "x").name, "a.txt");
}

TEST(Dataset, PassesOverAByteOrderMark) {
  EXPECT_EQ(read_texts("a.txt", "\xEF\xBB\xBFx"), Texts{"x"});
  EXPECT_EQ(read_texts("a.json", "\xEF\xBB\xBF[\"x\"]"), Texts{"x"});
  EXPECT_EQ(read_texts("a.csv", "\xEF\xBB\xBFprompt,answer\nq,a\n"), Texts{"q => a"});
}

TEST(Dataset, RefusesAFileWithoutExamples) {
  for (const std::string name : {"a.txt", "a.csv", "a.json"}) {
    const std::string message = name + ": the file is empty; write at least one example into it";
    EXPECT_EQ(reading_error(name, ""), message);
    EXPECT_EQ(reading_error(name, " \r\n\t\n"), message);
    EXPECT_EQ(reading_error(name, "\xEF\xBB\xBF"), message);
  }
  EXPECT_EQ(reading_error("a.json", "[ ]"), "a.json: there is no example in it; write at least one");
  EXPECT_EQ(reading_error("a.csv", "prompt,answer\n\n"), "a.csv: there is no example in it; write at least one");
}

// Plain text ---------------------------------------------------------------------------------------------------------

TEST(TextDataset, TakesALineAsAnExample) {
  EXPECT_EQ(read_texts("a.txt", "One.\nTwo, too.\r\n\n \t\r\n  Three.  \nFour."),
            (Texts{"One.", "Two, too.", "  Three.", "Four."}));
  EXPECT_EQ(read_texts("a.txt", "One.\rTwo.\r\rThree.\r"), (Texts{"One.", "Two.", "Three."}));
  EXPECT_EQ(read_texts("a.txt", "One.\rTwo.\nThree."), (Texts{"One.", "Two.", "Three."}));
  // Texts may begin like much else.
  for (const std::string text :
       {"[Enter Hamlet.]", "{a} is a set.", "RIFF is a format.", "BZh", "Q and A, all of it."}) {
    EXPECT_EQ(read_texts("a.txt", text), Texts{text});
  }
}

// JSON ---------------------------------------------------------------------------------------------------------------

const std::string kShape =
    R"(; write ["a text", "another text"] or [{"prompt": "a question", "answer": "its answer"}])";

TEST(JsonDataset, ReadsStrings) {
  EXPECT_EQ(read_texts("a.json", R"( ["One.", "Z\u00fcrich \ud83d\ude00\n\"here\""] )"),
            (Texts{"One.", "Zürich 😀\n\"here\""}));
}

TEST(JsonDataset, ReadsPromptsAndAnswers) {
  EXPECT_EQ(read_texts("a.json", R"([{"prompt": "Hi", "answer": "Hello"}, {"answer": "b", "prompt": "a"}])"),
            (Texts{"Hi => Hello", "a => b"}));
}

TEST(JsonDataset, RefusesAnythingButAnArray) {
  const auto message = [](const std::string& found) {
    return "a.json: expected an array of examples, found " + found + kShape;
  };
  EXPECT_EQ(
      reading_error("a.json", R"({"name": ["x"]})"),
      "a.json: expected an array of examples, found an object, none of whose members is known: \"name\"; name them "
      "\"prompt\" and \"answer\", or \"text\"");
  EXPECT_EQ(reading_error("a.json", R"("x")"), message("a string"));
  EXPECT_EQ(reading_error("a.json", "12"), message("a number"));
  EXPECT_EQ(reading_error("a.json", "null"), message("null"));
}

TEST(JsonDataset, NamesTheRecordOfTheWrongType) {
  const auto message = [](const std::string& found) {
    return "a.json, record 2: expected a string or an object, found " + found + kShape;
  };
  EXPECT_EQ(reading_error("a.json", R"(["x", 3])"), message("a number"));
  EXPECT_EQ(reading_error("a.json", R"(["x", -3])"), message("a number"));
  EXPECT_EQ(reading_error("a.json", R"(["x", 0.5])"), message("a number"));
  EXPECT_EQ(reading_error("a.json", R"(["x", 1e999])"), message("a number"));
  EXPECT_EQ(reading_error("a.json", R"(["x", true])"), message("true or false"));
  EXPECT_EQ(reading_error("a.json", R"(["x", null])"), message("null"));
  EXPECT_EQ(reading_error("a.json", R"(["x", ["y"]])"), message("an array"));
}

TEST(JsonDataset, RefusesAMixtureOfTextsAndChats) {
  EXPECT_EQ(reading_error("a.json", R"(["x", "y", {"prompt": "q", "answer": "a"}])"),
            "a.json, record 3: expected a string like the records before it, found an object; keep texts, and prompts "
            "with answers, in files of their own");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "answer": "a"}, "x"])"),
            "a.json, record 2: expected an object like the records before it, found a string; keep texts, and prompts "
            "with answers, in files of their own");
}

TEST(JsonDataset, NamesTheMemberAtFault) {
  const std::string remedy = R"(; write {"prompt": "a question", "answer": "its answer"})";
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q"}])"), "a.json, record 1: \"answer\" is missing" + remedy);
  EXPECT_EQ(reading_error("a.json", R"([{"answer": "a"}])"), "a.json, record 1: \"prompt\" is missing" + remedy);
  EXPECT_EQ(reading_error("a.json", "[{}]"), "a.json, record 1: \"prompt\" is missing" + remedy);
  EXPECT_EQ(reading_error("a.json", R"([{"question": "q", "answer": "a"}, {"question": "q", "reply": "b"}])"),
            R"(a.json, record 2: "answer" is missing; write {"question": "a question", "answer": "its answer"})");
  EXPECT_EQ(
      reading_error("a.json", R"([{"name": "q", "colour": "a"}])"),
      R"(a.json, record 1: none of its members is known: "name", "colour"; name them "prompt" and "answer", or "text")");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "prompt": "q"}])"),
            "a.json, record 1: \"prompt\" stands twice; write it once");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": 5, "answer": "a"}])"),
            "a.json, record 1: expected a string as \"prompt\", found a number; write it in double quotes");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "answer": ["a"]}])"),
            "a.json, record 1: expected a string as \"answer\", found an array; write it in double quotes");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "answer": {}}])"),
            "a.json, record 1: expected a string as \"answer\", found an object; write it in double quotes");
}

TEST(JsonDataset, NamesTheRecordThatIsEmpty) {
  EXPECT_EQ(reading_error("a.json", R"(["x", ""])"),
            "a.json, record 2: the text is empty; write a text or take the record out");
  EXPECT_EQ(reading_error("a.json", R"(["\n "])"),
            "a.json, record 1: the text is empty; write a text or take the record out");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": " ", "answer": "a"}])"),
            "a.json, record 1: the prompt is empty; write what the user says");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "answer": ""}])"),
            "a.json, record 1: the answer is empty; write what the assistant replies");
}

TEST(JsonDataset, NamesTheLineAndByteWhereTheSyntaxFails) {
  EXPECT_EQ(reading_error("a.json", "[\"x\",\n 'y']"),
            "a.json, line 2, byte 2: the file is not valid JSON here" + kShape);
  EXPECT_EQ(reading_error("a.json", "[\"x\"\n\"y\"]"),
            "a.json, line 2, byte 3: the file is not valid JSON here" + kShape);
  EXPECT_EQ(reading_error("a.json", R"(["\ud800"])"),
            "a.json, line 1, byte 9: the file is not valid JSON here" + kShape);
  EXPECT_EQ(reading_error("a.json", "[\"x\"]\0\"y\""s),
            "a.json, line 1, byte 6: the file is not valid JSON here" + kShape);
  EXPECT_EQ(reading_error("a.json", "]"), "a.json, line 1, byte 1: the file is not valid JSON here" + kShape);
  EXPECT_EQ(reading_error("a.json", "[\"x\",\n \"y\",\n]"),
            "a.json, line 3, byte 1: a comma stands before the closing bracket; take the comma out");
  EXPECT_EQ(reading_error("a.json", R"([{"prompt": "q", "answer": "a", }])"),
            "a.json, line 1, byte 33: a comma stands before the closing bracket; take the comma out");
  EXPECT_EQ(reading_error("a.json", "[\"x\",\n\"y"),
            "a.json, line 2, byte 2: the file ends before its array does; close what is open and end the file in ]");
  EXPECT_EQ(reading_error("a.json", "[\"x\"] [\"y\"]"),
            "a.json, line 1, byte 7: something follows the end of the array; take it out, or put it into the array");
}

TEST(JsonDataset, SurvivesDeepNesting) {
  const std::string brackets(1'000'000, '[');
  EXPECT_EQ(reading_error("a.json", brackets),
            "a.json, record 1: expected a string or an object, found an array" + kShape);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"([{"prompt":)";
  EXPECT_EQ(
      reading_error("a.json", objects),
      "a.json, line 1, byte 1100000: the file ends before its array does; close what is open and end the file in ]");
}

// CSV ----------------------------------------------------------------------------------------------------------------

TEST(CsvDataset, JoinsColumnsByAComma) {
  EXPECT_EQ(read_texts("a.csv", "One.\r\nTwo, three\n\n\"Four\"\"s, \",five\n"),
            (Texts{"One.", "Two, three", "Four\"s, ,five"}));
  EXPECT_EQ(read_texts("a.csv", "\"a\nb\r\nc\",\nd,"), (Texts{"a\nb\r\nc,", "d,"}));
}

TEST(CsvDataset, ReadsChatsUnderTheirHeader) {
  EXPECT_EQ(read_texts("a.csv", "prompt,answer\nHi,Hello\n\"Well, who?\",\"\"\"I\"\"\"\n"),
            (Texts{"Hi => Hello", "Well, who? => \"I\""}));
  EXPECT_EQ(read_texts("a.csv", "\" Prompt\",ANSWER \r\nq,a"), Texts{"q => a"});
}

TEST(CsvDataset, NamesTheRecordWithTheWrongColumns) {
  EXPECT_EQ(reading_error("a.csv", "prompt,answer\n\"q\nq\",a\nWell, who?,I\n"),
            "a.csv, record 2 (line 4): expected the 2 columns \"prompt\" and \"answer\", found 3; put a field that "
            "contains a "
            "comma in quotes");
  EXPECT_EQ(reading_error("a.csv", "prompt,answer\nq\n"),
            "a.csv, record 1 (line 2): expected the 2 columns \"prompt\" and \"answer\", found 1; put a field that "
            "contains a "
            "comma in quotes");
}

TEST(CsvDataset, NamesTheRecordThatIsEmpty) {
  EXPECT_EQ(reading_error("a.csv", "text,label\nx,1\n ,2\n"),
            "a.csv, record 2 (line 3): the text is empty; write a text or take the record out");
  EXPECT_EQ(reading_error("a.csv", "prompt,answer\n,a\n"),
            "a.csv, record 1 (line 2): the prompt is empty; write what the user says");
  EXPECT_EQ(reading_error("a.csv", "prompt,answer\nq, \n"),
            "a.csv, record 1 (line 2): the answer is empty; write what the assistant replies");
}

TEST(CsvDataset, NamesTheLineOfBadQuoting) {
  const std::string inside =
      "a quote stands in a field that does not begin with one; put the whole field in quotes and write each quote "
      "within it twice";
  EXPECT_EQ(reading_error("a.csv", "x\nHe said \"hi\"\n"), "a.csv, line 2: " + inside);
  EXPECT_EQ(reading_error("a.csv", "x, \"y\"\n"), "a.csv, line 1: " + inside);
  EXPECT_EQ(reading_error("a.csv", "\"a\nb\" c\n"),
            "a.csv, line 2: text follows the closing quote of a field; write each quote within a field twice");
  EXPECT_EQ(reading_error("a.csv", "\"a\rb\r\nc\"d\r"),
            "a.csv, line 3: text follows the closing quote of a field; write each quote within a field twice");
  const std::string no_end =
      "the quote that begins here has no end; close it, and write each quote within a field twice";
  EXPECT_EQ(reading_error("a.csv", "x\n\n\"y\nz\n\n"), "a.csv, line 3: " + no_end);
  EXPECT_EQ(reading_error("a.csv", "x,\""), "a.csv, line 1: " + no_end);
  EXPECT_EQ(reading_error("a.csv", "x\n\"\"\""), "a.csv, line 2: " + no_end);
}

}  // namespace
}  // namespace glassgpt
