import assert from 'node:assert/strict';
import { languageOf, SCANNED_ON_SAVE } from '../../../src/code/languages.ts';

describe('languageOf', () => {
  for (const [path, expected] of [
    ['orders.py', 'python'],
    ['src/app.mjs', 'javascript'],
    ['src/App.JSX', 'javascriptreact'],
    ['a/b.c/main.go', 'go'],
    ['component.test.tsx', 'typescriptreact'],
    ['src/main.ts', 'typescript'],
    ['src/main.mts', 'typescript'],
    ['src/types.d.cts', 'typescript'],
    ['config/.env', 'dotenv'],
    ['.env.production', 'dotenv'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Gemfile', 'ruby'],
    ['tsconfig.json', 'jsonc'],
    ['package.json', 'json'],
    ['.py', 'plaintext'],
    ['a.b/LICENSE', 'plaintext'],
    ['', 'plaintext'],
    ['trailing.', 'plaintext'],
  ] as const) {
    it(`reads ${JSON.stringify(path)} as ${expected}`, () => {
      assert.equal(languageOf(path), expected);
    });
  }

  for (const [line, expected] of [
    ['#!/usr/bin/env python3', 'python'],
    ['#!/usr/bin/python3.12 -u', 'python'],
    ['#! /usr/bin/env -S NODE_ENV=x node --harmony', 'javascript'],
    ['#!/bin/bash', 'shellscript'],
    ['#!', 'plaintext'],
    ['#!/usr/bin/env', 'plaintext'],
    ['# python', 'plaintext'],
  ] as const) {
    it(`reads a file without an extension that starts with ${JSON.stringify(line)} as ${expected}`, () => {
      assert.equal(languageOf('bin/tool', line), expected);
    });
  }

  it('believes the extension before the first line', () => {
    assert.equal(languageOf('tool.py', '#!/bin/sh'), 'python');
  });

  it('knows a file name for every language that is scanned on save', () => {
    const known = new Set(
      'a.py a.js a.jsx a.ts a.tsx a.java a.go a.rb a.php a.cs a.cpp a.c a.rs a.kt a.swift a.scala a.sh a.ps1 a.yml a.json a.jsonc .env a.properties a.ini a.tf Dockerfile a.sql a.html a.vue a.svelte'
        .split(' ')
        .map((name) => languageOf(name)),
    );
    assert.deepEqual(
      SCANNED_ON_SAVE.filter((id) => !known.has(id)),
      [],
    );
  });
});
