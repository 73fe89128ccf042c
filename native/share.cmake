# Copies what the program reads beside itself: suite files and job scripts, and not their project or sources.
file(GLOB suites ${FROM}/suites/*.yaml)
file(COPY ${suites} DESTINATION ${TO}/suites)
if(EXISTS ${FROM}/jobscripts)
  file(COPY ${FROM}/jobscripts DESTINATION ${TO})
endif()
file(COPY ${FROM}/LICENSE ${FROM}/docs/third-party.md ${FROM}/docs/Apache-2.0.txt DESTINATION ${TO})
