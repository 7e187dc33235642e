# Mọi lệnh của dự án. `make` hoặc `make help` in danh sách.
# Chỉ cần: make và Python từ 3.11. Đường dẫn đều tương đối, nên thư mục có dấu cách vẫn chạy.

PY := .venv/bin/python
LOCAL := sh deploy/run-local.sh
ARGS ?=
PORT ?= 8000

# Settings as in production, without touching a database on disk.
LIKE_PRODUCTION = DEBUG=0 HTTPS=1 ALLOWED_HOSTS=example.org DATABASE_URL=sqlite://:memory: \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')"

# Hashes of every platform's files; no address and no local path reaches the lock files.
UV_COMPILE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-config --no-python-downloads \
	--generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-index-annotation

export PORT
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Steps print progress and share one database: keep their order even under `make -j`.
.NOTPARALLEL:
.PHONY: help run dev install test test-fast test-deep test-sqlite test-pg test-e2e lint check format lock screenshots messages clean

help: ## In danh sách lệnh này
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## Cài đặt và chạy thử với dữ liệu mẫu (đổi cổng: make run PORT=8001)
	@$(LOCAL) run

dev: ## Chạy máy chủ lập trình, tự nạp lại khi sửa mã
	@$(LOCAL) dev

install: ## Cài thư viện cho lập trình và kiểm thử vào .venv
	@$(LOCAL) install requirements-dev.txt

test: install ## Chạy mọi kiểm thử trên PostgreSQL, phần phụ thuộc CSDL cả trên SQLite, có trình duyệt
	@$(PY) tests/run.py all $(ARGS)

test-fast: install ## Trong khi làm: trên SQLite, không trình duyệt, không lượt quét mọi trang
	@$(PY) tests/run.py fast $(ARGS)

test-deep: install ## Trước khi phát hành: mọi kiểm thử trên cả hai CSDL, nhiều ví dụ ngẫu nhiên hơn
	@$(PY) tests/run.py deep $(ARGS)

test-sqlite: install ## Chỉ trên SQLite (chọn bài: ARGS="-k ten -x")
	@$(PY) tests/run.py sqlite $(ARGS)

test-pg: install ## Chỉ trên PostgreSQL
	@$(PY) tests/run.py postgres $(ARGS)

test-e2e: install ## Chỉ kiểm thử bằng trình duyệt, trên SQLite
	@$(PY) tests/run.py sqlite -m e2e $(ARGS)

lint: install ## Kiểm tra thư viện đủ bộ, định dạng, lỗi, kiểu, thứ tự import, migration, cấu hình
	$(PY) -m pip check
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as main; main()" \
		--no-logo --cache-dir var/import-linter
	@echo "manage.py makemigrations --check"
	@$(LIKE_PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy"
	@$(LIKE_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

check: lint test ## Làm tất cả: lint rồi test

format: install ## Sửa định dạng mã Python
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: ## Ghi lại requirements*.txt từ pyproject.toml (nâng cấp: ARGS=--upgrade)
	@$(LOCAL) venv
	@$(PY) -c "import uv" 2>/dev/null || $(PY) -m pip install --quiet uv
	$(UV_COMPILE) pyproject.toml --output-file requirements.txt $(ARGS)
	$(UV_COMPILE) pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt $(ARGS)

screenshots: install ## Chụp lại ảnh các trang chính vào docs/images (cần Chromium)
	@$(PY) tests/screenshots.py $(ARGS)

messages: install ## Gom chuỗi cần dịch vào locale/ và biên dịch (cần xgettext)
	@command -v xgettext >/dev/null || { \
		echo "Thiếu xgettext. Trên Debian/Ubuntu: apt install gettext" >&2; exit 1; }
	DEBUG=1 $(PY) manage.py makemessages --locale vi --no-wrap --no-obsolete --add-location file \
		--ignore .venv --ignore var --ignore tests
	$(PY) -c "import pathlib, polib; [polib.pofile(str(po)).save_as_mofile(str(po.with_suffix('.mo'))) \
		for po in pathlib.Path('locale').glob('*/LC_MESSAGES/*.po')]"

clean: ## Xóa .venv, var (gồm dữ liệu chạy thử) và tệp tạm
	rm -rf .venv var .ruff_cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
