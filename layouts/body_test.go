package layouts_test

// body is what the Markdown of a post becomes: one of everything.
const body = `<p>배포는 한 번의 사건이 아니라 <strong>되풀이되는 운동</strong>입니다. 우리는 <a href="/posts/cost/">비용을 읽는 법</a>을 먼저 배웠고, 그다음에야 <code>kubectl rollout undo deployment/web</code> 한 줄의 무게를 알았습니다.<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup></p>
<h2 id="왜-다시-그렸나">왜 다시 그렸나</h2>
<p>파이프라인은 만든 사람이 떠난 뒤에도 돌아갑니다. 그래서 읽을 수 있어야 합니다. Continuous delivery는 <em>습관</em>이고, 습관은 짧은 순환에서 나옵니다. 긴 주소 https://example.org/a/very/long/path/that/does/not/end/soon/and/goes/on?with=query 도 넘치지 않습니다.</p>
<aside class="callout callout-note" role="note"><p class="callout-title">참고</p>
<p>이 글의 숫자는 한 팀의 기록입니다.</p></aside>
<aside class="callout callout-warning" role="note"><p class="callout-title">주의</p>
<p>운영 환경에서 바로 실행하지 마세요.</p></aside>
<ul>
<li>실패를 일찍 드러낸다.
<ul>
<li>린트, 단위 시험, 비밀 검사</li>
</ul></li>
<li>되돌리기를 먼저 만든다.</li>
</ul>
<ol>
<li>계획</li>
<li>배포</li>
</ol>
<ul class="contains-task-list">
<li><input checked="" disabled="" type="checkbox"> 롤백 연습</li>
</ul>
<h2 id="단계">단계</h2>
<figure class="code"><figcaption>.gitlab-ci.yml</figcaption><pre tabindex="0" data-lang="yaml"><code class="language-yaml"><span class="line"><span class="ln">1</span><span class="c1"># 시험이 먼저다</span>
</span><span class="line hl"><span class="ln">2</span><span class="nt">stages</span><span class="p">:</span> <span class="p">[</span><span class="l">test, build, ship</span><span class="p">]</span>
</span><span class="line"><span class="ln">3</span><span class="nt">image</span><span class="p">:</span> <span class="s2">&#34;golang:1.26&#34;</span>
</span></code></pre></figure>
<pre tabindex="0" data-lang="go"><code class="language-go"><span class="kd">func</span> <span class="nf">main</span><span class="p">()</span> <span class="p">{</span> <span class="nx">fmt</span><span class="p">.</span><span class="nf">Println</span><span class="p">(</span><span class="s">&#34;운영은 끝나지 않는다&#34;</span><span class="p">,</span> <span class="mi">42</span><span class="p">,</span> <span class="kc">true</span><span class="p">)</span> <span class="c1">// a line that is long enough to scroll in its own box on every phone</span> <span class="p">}</span>
</code></pre>
<h3 id="검사">검사 &amp; 승인</h3>
<div class="table" tabindex="0"><table>
<thead><tr><th>단계</th><th class="right">이전</th><th>이후</th><th>비고</th></tr></thead>
<tbody><tr><td>빌드</td><td>42분</td><td>3분</td><td>캐시를 나누어 쓴다</td></tr>
<tr><td>시험</td><td>3시간</td><td>4분</td><td>깨지기 쉬운 시험을 버렸다</td></tr></tbody>
</table></div>
<figure><img src="/favicon.svg" alt="되풀이되는 고리" width="320" height="160"><figcaption>그림 1. 고리에는 끝이 없다.</figcaption></figure>
<blockquote><p>만드는 것은 끝이 아니다.</p></blockquote>
<dl>
<dt>SLO</dt>
<dd>사용자에게 한 약속을 숫자로 적은 것.</dd>
</dl>
<details><summary>더 보기</summary><p>숨은 이야기.</p></details>
<p><kbd>Ctrl</kbd>+<kbd>K</kbd>, H<sub>2</sub>O, <mark>표시</mark>, <del>지움</del></p>
<hr>
<div class="footnotes" role="doc-endnotes">
<ol>
<li id="fn:1"><p>되돌리는 데 걸린 시간으로 배포를 잰다. <a href="#fnref:1" class="footnote-backref" role="doc-backlink">↩</a></p></li>
</ol>
</div>`
